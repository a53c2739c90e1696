import { certain, fieldOf, likely, textOf, type Recogniser } from '../evidence.ts';

const CLASS = /^(?:[a-z_]\w*\.)+[A-Z][\w$]*$/;

/** https://docs.spring.io/spring-data/redis/reference/redis/redis-streams.html */
export const springData: Recogniser = {
  framework: 'Spring Data Redis',
  stream: evidence => {
    if (!CLASS.test(textOf(fieldOf(evidence, '_class')))) return null;
    return fieldOf(evidence, '_raw')
      ? certain('simple values', 'the fields _class and _raw')
      : likely('objects', 'the field _class with the name of a class');
  },
};
