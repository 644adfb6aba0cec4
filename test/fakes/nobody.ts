/** Nobody listens there: a port that was free a moment ago may be somebody's, so low a one is nobody's. */
export const NOBODYS_ADDRESS = "http://127.0.0.1:2";
