/** Composition root of the engine process. */

import { serve } from "./serve.ts";

serve(process.argv.slice(2));
