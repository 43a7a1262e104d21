import { raise } from '../core/fault';
import { instrument } from '../core/instrument/instrument';
import type { Probed, ProbeName } from '../core/instrument/probe';
import { verify } from '../core/onnx/verify';
import { assertFits, estimateRun } from './memory';
import type { Model } from './model';
import type { Tensors } from './session';
