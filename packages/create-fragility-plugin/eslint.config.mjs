import root from '../../eslint.config.mjs';

/** Templates are linted as the packages that are made of them. */
export default [{ ignores: ['templates/**'] }, ...root];
