/** Composition root of the engine process. */

import { serve } from "./serverWithModel.ts";

serve(process.argv.slice(2));
