/** The part of css-tree that is used; the package brings no types. */
declare module "css-tree" {
  export const version: string;
  export function parse(
    text: string,
    options: {
      readonly onParseError: (error: { readonly offset: number; readonly message: string }) => void;
      readonly parseCustomProperty: boolean;
    },
  ): unknown;
}
