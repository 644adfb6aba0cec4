/** Words of the languages that have grammars here: no names of anybody's. */

/** In code they say nothing of their author. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `abstract and as assert async await bool boolean break byte case catch char class const constexpr continue crate def default
defer del delete do double dyn elif else elseif elsif end ensure enum except explicit export extends extern false final finally
float fn for foreach from func function global go goto if impl implements import in include inline instanceof int interface is
lambda let long loop macro match mod module move mut mutable namespace native new nil nonlocal not null None operator or
override package pass private protected pub public raise readonly record ref require rescue return select self Self short
signed sizeof static str string struct super switch synchronized template then this throw throws trait True False transient true
try type typedef typename typeof undefined union unless unsafe unsigned until use using val var virtual void volatile when where
while with yield`.split(/\s+/),
);
