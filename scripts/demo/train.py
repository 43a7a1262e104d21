"""Trains the demo checkpoint of `media/demo`: a small llama-shaped language model whose previous-token and induction heads are plain to see.

    pip install torch transformers tokenizers safetensors
    bible -f gen1:1-rev22:21 > kjv.txt            # Debian's package bible-kjv: the King James Version, public domain
    python scripts/demo/train.py kjv.txt media/demo

A part of every batch is repeated with a period, random tokens and stretches of the text: predicting the second round takes an induction head, so one
forms, and it works on prose as well as on noise.
"""
import json, math, pathlib, sys, time
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

SEED, STEPS, LENGTH, RATE = 20261121, 3000, 128, 3e-3
ROWS = {"running": 12, "noise": 6, "phrases": 6}
VOCABULARY, START = 1536, "<|start|>"


def tokenizer_of(lines):
    """Byte-level BPE with one special token, put before every text."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=[START], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    start = made.token_to_id(START)
    made.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(single=f"{START} $A", pair=f"{START} $A {START} $B", special_tokens=[(START, start)])])
    made.decoder = decoders.ByteLevel()
    return made


def noise(length, generator):
    return torch.randint(1, VOCABULARY, (length,), generator=generator)


def phrase(stream):
    """Stretches of the text of any length, as a function of length."""
    def take(length, generator):
        at = int(torch.randint(0, len(stream) - length, (1,), generator=generator))
        return stream[at : at + length]
    return take


def repeated(unit_of, rows, generator):
    """A unit with a period of 6 to 50, over and over: copying predicts all but the first round. [rows, LENGTH + 1]"""
    out = torch.zeros(rows, LENGTH + 1, dtype=torch.long)
    for row in out:
        period = int(torch.randint(6, 51, (1,), generator=generator))
        row[1:] = unit_of(period, generator).repeat(math.ceil(LENGTH / period))[:LENGTH]
    return out


def passages(stream, rows, generator):
    """Stretches of running text, each after the start token. [rows, LENGTH + 1]"""
    at = torch.randint(0, len(stream) - LENGTH, (rows,), generator=generator)
    return torch.stack([torch.cat([torch.zeros(1, dtype=torch.long), stream[i : i + LENGTH]]) for i in at])


def head_scores(model, unit_of, generator):
    """Mean attention to the previous token, and in the second round to the token after the same token in the first. [layers, heads] each"""
    unit = torch.stack([unit_of(24, generator) for _ in range(16)])
    ids = torch.cat([torch.zeros(16, 1, dtype=torch.long), unit, unit], 1)
    with torch.no_grad():
        attention = torch.stack(model(ids, output_attentions=True).attentions)
    previous = attention.diagonal(-1, dim1=-2, dim2=-1).mean((1, -1))
    queries = torch.arange(25, 49)
    induction = attention[..., queries, queries - 23].mean((1, -1))
    return previous, induction


def main(source, target):
    torch.manual_seed(SEED)
    generator = torch.Generator().manual_seed(SEED)
    lines = [line.split(" ", 1)[1].strip() for line in pathlib.Path(source).read_text(encoding="utf-8", errors="ignore").splitlines() if " " in line]
    tokenizer = tokenizer_of(lines)
    stream = torch.tensor([i for encoding in tokenizer.encode_batch([" ".join(lines[k : k + 40]) for k in range(0, len(lines), 40)], add_special_tokens=False) for i in encoding.ids])
    held, stream = stream[-20_000:], stream[:-20_000]
    config = LlamaConfig(hidden_size=128, intermediate_size=352, num_attention_heads=4, num_key_value_heads=4, num_hidden_layers=3, vocab_size=VOCABULARY, max_position_embeddings=512, bos_token_id=0, eos_token_id=0, tie_word_embeddings=True)
    config._attn_implementation = "eager"
    model = LlamaForCausalLM(config)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * step / STEPS)) + 0.01)
    began = time.time()
    for step in range(STEPS):
        ids = torch.cat([passages(stream, ROWS["running"], generator), repeated(noise, ROWS["noise"], generator), repeated(phrase(stream), ROWS["phrases"], generator)])
        loss = torch.nn.functional.cross_entropy(model(ids[:, :-1]).logits.flatten(0, 1), ids[:, 1:].flatten())
        optimiser.zero_grad(); loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step(); schedule.step()
        if step % 200 == 0: print(step, f"{loss.item():.3f}", f"{time.time() - began:.0f} s", flush=True)
    model.eval()
    with torch.no_grad():
        ids = passages(held, 64, generator)
        loss = float(torch.nn.functional.cross_entropy(model(ids[:, :-1]).logits.flatten(0, 1), ids[:, 1:].flatten()))
    scores = {name: head_scores(model, unit_of, generator) for name, unit_of in (("noise", noise), ("phrases", phrase(held)))}
    table = lambda t: [[round(float(x), 2) for x in row] for row in t]
    out = pathlib.Path(target); out.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(out)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token=START).save_pretrained(out)
    for stray in ("generation_config.json",): (out / stray).unlink(missing_ok=True)
    report = {"seed": SEED, "steps": STEPS, "held_out_loss_nats": round(loss, 3), **{f"{what} on {name}": table(t) for name, pair in scores.items() for what, t in zip(("previous", "induction"), pair)}, "seconds": round(time.time() - began), "torch": torch.__version__.split("+")[0]}
    print(json.dumps(report, indent=1))


if __name__ == "__main__": main(*sys.argv[1:])
