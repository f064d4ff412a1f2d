/** `head` and then `text`, in lines of at most `columns` where words allow; further lines begin below the text. */
export function wrapped(head: string, text: string, columns: number): string {
  const lines: string[] = [];
  let line = head;
  for (const word of text.split(' ')) {
    const isFirst = line.length === head.length;
    if (!isFirst && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' '.repeat(head.length) + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** Paragraphs in lines of at most `columns`; lines that are indented stay as they are, as examples and tables do. */
export function wrappedText(text: string, columns: number): string {
  if (columns === Number.POSITIVE_INFINITY) return text;
  const paragraphs: string[] = [];
  let mayJoin = false;
  for (const line of text.split('\n')) {
    const isProse = /^\S/.test(line);
    if (isProse && mayJoin) paragraphs.push(`${paragraphs.pop()} ${line}`);
    else paragraphs.push(line);
    mayJoin = isProse;
  }
  return paragraphs.map((line) => (/^\S/.test(line) ? wrapped('', line, columns) : line)).join('\n');
}
