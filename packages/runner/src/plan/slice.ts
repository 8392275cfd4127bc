/** Some of the evaluated examples of a trial, by their places: from one to before another, to the end where `to` is null. */
export interface Slice {
  readonly from: number;
  readonly to: number | null;
}

/** Whether what is done of a trial is a slice of its examples. */
export const isSlice = (does: string | Slice): does is Slice => typeof does === 'object';

/** `120-160`, `160-` for all from there on. */
export const sliceName = ({ from, to }: Slice): string => `${from}-${to ?? ''}`;
