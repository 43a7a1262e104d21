/** Whether one text is another with a single stretch put in or taken out: the same text while it is being written. */
export function isEditOf(before: string, after: string): boolean {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return shorter > 0 && start + end === shorter;
}
