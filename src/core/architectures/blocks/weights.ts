import type { StoredTensor } from '../../checkpoint/safetensors';
import type { StoredWeights } from '../../checkpoint/weights';
import { raise } from '../../fault';
import type { GraphBuilder } from '../../onnx/builder';
import type { FileWeight } from '../../onnx/graph';

/** A checkpoint's tensors as an architecture asks for them: by name and dims, each checked; it remembers which were used. */
export class Weights {
  readonly used = new Set<string>();

  constructor(
    private readonly builder: GraphBuilder,
    private readonly stored: StoredWeights,
    private readonly path: string,
  ) {}

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** A weight in float32. */
  value(name: string, dims: readonly number[]): string {
    const found = this.get(name, dims);
    return this.builder.weight(found.name, found.weight);
  }

  /** Rows of a table in float32: only those rows are cast. `indices` is any int64 value; its dims stand before the row's. */
  rows(name: string, dims: readonly number[], indices: string): string {
    const { builder } = this;
    const found = this.get(name, dims);
    const rows = builder.op('Gather', [builder.stored(found.name, found.weight), indices], { axis: 0 }, { name: 'rows' });
    return found.weight.dtype === 'float32' ? rows : builder.op('Cast', [rows], { to: 1 }, { name: 'rows.f32' });
  }

  private get(name: string, dims: readonly number[]): { readonly name: string; readonly weight: FileWeight } {
    const tensor = this.find(name) ?? raise({ code: 'missing-tensor', path: this.path, tensor: name });
    const { dtype, spelling, file, offset, bytes } = tensor;
    const wrong = (why: string) => raise({ code: 'wrong-tensor', path: this.path, tensor: tensor.name, why });
    if (tensor.dims.length !== dims.length || tensor.dims.some((dim, i) => dim !== dims[i])) return wrong(`it is [${tensor.dims.join(', ')}] and should be [${dims.join(', ')}]`);
    if (!dtype?.includes('float')) return wrong(`it is stored as ${spelling} and should be F32, F16, BF16 or F64`);
    this.used.add(tensor.name);
    return { name: tensor.name, weight: { kind: 'file', dtype, dims, file, offset, bytes } };
  }

  /** Checkpoints that were converted from TensorFlow call a norm's weight and bias gamma and beta. */
  private find(name: string): StoredTensor | undefined {
    const { tensors } = this.stored;
    return tensors.get(name) ?? (name.includes('LayerNorm.') ? tensors.get(name.replace(/\.weight$/, '.gamma').replace(/\.bias$/, '.beta')) : undefined);
  }
}
