// What looks like an id number or a mobile number, in digits of either width.
const ID_NUMBER =
  /(?<![0-9０-９A-Za-z]|[0-9]\.)([0-9０-９]{6})(?:[0-9０-９]{8}|[0-9０-９]{6})([0-9０-９]{2,3}[0-9０-９XxＸｘ])(?![0-9０-９A-Za-z])/g;
const MOBILE =
  /(?<![0-9０-９A-Za-z]|[0-9]\.)([1１][3-9３-９][0-9０-９])[0-9０-９]{4}([0-9０-９]{4})(?![0-9０-９A-Za-z])/g;

/**
 * Masks whatever looks like an id number or a mobile number in free text. The last net, under what keeps
 * numbers out of a text in the first place: log lines, error texts, and what the command line repeats.
 */
export function scrubNumbers(text: string): string {
  return text.replace(ID_NUMBER, '$1********$2').replace(MOBILE, '$1****$2');
}
