export { inTurns } from '@fragility/attack/parts';
