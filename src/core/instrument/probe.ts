import type { Tensor } from '../tensor/tensor';

/**
 * The vocabulary of values that an analysis may ask for; S is a site's index, L a layer. One text at a time: no batch axis.
 *
 *   attentions.S            [heads, queries, keys]     weights after the mapping
 *   head.S.H                [queries, keys]            the weights of one head, cut in the graph
 *   pooled.S.N              [heads, ...]               the largest weight of each block of N queries and N keys, of every head
 *   attentions_mean.S       [queries, keys]            mean over heads, reduced in the graph
 *   attentions_rows.S.N     [heads, n, keys]           weights of n queries spread evenly, the last among them: N, or all where there are fewer
 *   hidden_states.L         [tokens, hidden]           0 is the embedding output
 *   logits                  [tokens, vocabulary] or [classes]
 *   values.S                [key heads, keys, d_v]     value vectors, bias included
 *   output_projection.S     [heads, d_v, hidden]       W_O cut by head
 *   heads.NAME.S            [heads]                    a head statistic, reduced in the graph (see masks.ts and rows.ts)
 *   rows.NAME.S             [heads, queries]           a head statistic before its mean over queries: entropy, effective_count, confidence
 *   diversity.S             []                         Jensen-Shannon divergence among a site's heads, reduced in the graph
 *   shape.S                 [3] int64                  heads, queries, keys of a site
 */
export type ProbeName = string;

/** What came back, by probe name. */
export type Probed = ReadonlyMap<ProbeName, Tensor>;
