import { reduction } from '../families';

export const reduceL1 = reduction('ReduceL1');
export const reduceL2 = reduction('ReduceL2');
export const reduceLogSum = reduction('ReduceLogSum');
export const reduceLogSumExp = reduction('ReduceLogSumExp');
export const reduceMax = reduction('ReduceMax', { start: Number.NEGATIVE_INFINITY, join: Math.max });
export const reduceMean = reduction('ReduceMean');
export const reduceMin = reduction('ReduceMin', { start: Number.POSITIVE_INFINITY, join: Math.min });
export const reduceProd = reduction('ReduceProd', { start: 1, join: (a, b) => a * b });
export const reduceSum = reduction('ReduceSum', { start: 0, join: (a, b) => a + b });
export const reduceSumSquare = reduction('ReduceSumSquare');
