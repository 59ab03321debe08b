import { address } from './address.ts';
import { bigramDice, bigramJaccard } from './bigrams.ts';
import { chineseName } from './chinese-name.ts';
import { longestCommonSubstring, prefix, sameLetters, startsWith } from './common-part.ts';
import { dateTypo, dayDifference, yearDifference } from './dates.ts';
import {
  damerauLevenshtein,
  hamming,
  levenshtein,
  levenshteinSimilarity,
} from './edit-distance.ts';
import { idNumber } from './id-number.ts';
import { jaro, jaroWinkler } from './jaro.ts';
import { distance, similarity, type Measure } from './measure.ts';
import { numericDifference, numericRatio } from './numbers.ts';
import { jaccard, overlap } from './set-overlap.ts';
import { mongeElkan, tokenCosine } from './words.ts';

const TEXT = [
  similarity('jaroWinkler', jaroWinkler, {
    zh: 'Jaro–Winkler 相似度',
    en: 'Jaro–Winkler similarity',
  }),
  similarity('jaro', jaro, { zh: 'Jaro 相似度', en: 'Jaro similarity' }),
  distance('levenshtein', levenshtein, { zh: '编辑距离', en: 'Levenshtein distance' }),
  distance('damerauLevenshtein', damerauLevenshtein, {
    zh: '编辑距离（相邻互换算一次）',
    en: 'Damerau–Levenshtein distance (optimal string alignment)',
  }),
  distance('hamming', hamming, { zh: '不同字符数', en: 'Hamming distance' }),
  similarity('levenshteinSimilarity', levenshteinSimilarity, {
    zh: '编辑相似度',
    en: 'Levenshtein similarity',
  }),
  similarity('longestCommonSubstring', longestCommonSubstring, {
    zh: '最长公共子串占比',
    en: 'Share of the longest common substring',
  }),
  similarity('prefix', prefix, { zh: '相同前缀长度', en: 'Length of the common prefix' }),
  similarity('startsWith', startsWith, { zh: '一方以另一方开头', en: 'One begins with the other' }),
  similarity('sameLetters', sameLetters, {
    zh: '字符相同而次序不同',
    en: 'Same characters in any order',
  }),
];

const SETS = [
  similarity('jaccard', jaccard, { zh: '项目重合率', en: 'Jaccard index of the items' }),
  similarity('overlap', overlap, { zh: '相同项目数', en: 'Items in common' }),
  similarity('bigramJaccard', bigramJaccard, {
    zh: '二字组重合率',
    en: 'Jaccard index of bigrams',
  }),
  similarity('bigramDice', bigramDice, {
    zh: '二字组 Dice 系数',
    en: 'Dice coefficient of bigrams',
  }),
  similarity('tokenCosine', tokenCosine, { zh: '词频余弦', en: 'Cosine of word counts' }),
  similarity('mongeElkan', mongeElkan, { zh: '逐词最佳相似度', en: 'Monge–Elkan similarity' }),
];

const QUANTITIES = [
  distance('numericDifference', numericDifference, { zh: '数值差', en: 'Numeric difference' }),
  distance('numericRatio', numericRatio, { zh: '数值差比例', en: 'Numeric difference as a share' }),
  distance('dayDifference', dayDifference, { zh: '相差天数', en: 'Days apart' }),
  distance('yearDifference', yearDifference, { zh: '相差年数', en: 'Years apart' }),
  distance('dateTypo', dateTypo, { zh: '日期笔误', en: 'Slip in a date' }),
];

const PERSONS = [
  similarity('chineseName', chineseName, { zh: '中文姓名比较', en: 'Chinese names compared' }),
  similarity('idNumber', idNumber, { zh: '公民身份号码比较', en: 'Identity numbers compared' }),
  similarity('address', address, { zh: '地址比较', en: 'Addresses compared' }),
];

/** Every measure a spec may name; without a prototype, so that no other name is found in it. */
export const MEASURES: Readonly<Record<string, Measure>> = Object.assign(
  Object.create(null) as Record<string, Measure>,
  Object.fromEntries(
    [...TEXT, ...SETS, ...QUANTITIES, ...PERSONS].map((measure) => [measure.name, measure]),
  ),
);
