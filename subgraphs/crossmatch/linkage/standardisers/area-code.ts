import { digitsOf } from './character-classes.ts';
import { plainStep } from './standardiser.ts';

export const AREA_CODE_STEPS = [
  plainStep(
    'areaCode6',
    { zh: '行政区划代码（到县级）', en: 'Division code down to the county, 6 digits' },
    (value) => {
      const digits = digitsOf(value);
      return /^(?:\d{6}|\d{9}|\d{12})$/.test(digits) ? digits.slice(0, 6) : null;
    },
  ),
];
