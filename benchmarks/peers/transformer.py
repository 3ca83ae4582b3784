"""The reference Transformer with four exits in PyTorch eager, on sequences of 200 tokens, the first a class token.

With short cuts: sequences as long as those of AG News, cut to the batch's longest, and the last block only for the class token, which alone
is read after it. Nothing of this changes a logit.
"""
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional

import measure

VOCABULARY, LENGTH, WIDTH, HEADS, HIDDEN, BLOCKS, DROPOUT, CLASSES = 32000, 200, 192, 2, 768, 4, 0.1, 4
LENGTHS = [int(line) for line in (pathlib.Path(__file__).parent / "agnews-lengths").read_text().split()]


class Block(nn.Module):
    """The post-norm encoder block, on scaled_dot_product_attention, which on a CPU beats nn.MultiheadAttention and its fast path."""

    def __init__(self, dropout):
        super().__init__()
        self.into_heads = nn.Linear(WIDTH, 3 * WIDTH)
        self.out_of_heads = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH)
        self.expand = nn.Linear(WIDTH, HIDDEN)
        self.contract = nn.Linear(HIDDEN, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask, first_alone):
        asking = x[:, :1] if first_alone else x
        x = self.norm1(asking + self.dropout(self.attention(x, asking, mask)))
        hidden = self.dropout(functional.relu(self.expand(x), inplace=True))
        return self.norm2(x + self.dropout(self.contract(hidden)))

    def attention(self, x, asking, mask):
        if asking is x:
            queries, keys, values = self.into_heads(x).chunk(3, dim=2)
        else:
            weight, bias = self.into_heads.weight, self.into_heads.bias
            queries = functional.linear(asking, weight[:WIDTH], bias[:WIDTH])
            keys, values = functional.linear(x, weight[WIDTH:], bias[WIDTH:]).chunk(2, dim=2)
        mixed = functional.scaled_dot_product_attention(
            heads(queries), heads(keys), heads(values), attn_mask=mask, dropout_p=self.dropout.p if self.training else 0)
        return self.out_of_heads(mixed.transpose(1, 2).flatten(2))


def heads(x):
    return x.unflatten(2, (HEADS, WIDTH // HEADS)).transpose(1, 2)


class Transformer(nn.Module):
    """An embedding with sines and cosines of the position, then blocks, and a linear head on the first position after each."""

    def __init__(self, dropout, last_first_alone):
        super().__init__()
        self.last_first_alone = last_first_alone
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        angles = torch.arange(LENGTH)[:, None] * torch.exp(torch.arange(0, WIDTH, 2) * (-math.log(10000) / WIDTH))
        self.register_buffer("positions", torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1))
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(BLOCKS))
        self.heads = nn.ModuleList(nn.Linear(WIDTH, CLASSES) for _ in range(BLOCKS))

    def forward(self, tokens, mask=None):
        x = self.dropout(self.embedding(tokens) * math.sqrt(WIDTH) + self.positions[:tokens.shape[1]])
        logits = []
        for k, (block, head) in enumerate(zip(self.blocks, self.heads), 1):
            x = block(x, mask, self.last_first_alone and k == BLOCKS)
            logits.append(head(x[:, 0]))
        return logits


def whole(count):
    """Sequences without padding, which need no mask."""
    return (torch.randint(1, VOCABULARY, (count, LENGTH)),)


def as_agnews(count):
    """Sequences cut to the batch's longest, and which of their tokens are not padding."""
    lengths = torch.tensor(LENGTHS[:count]).repeat(max(1, count // len(LENGTHS)))[:, None]
    tokens = torch.arange(max(LENGTHS)) < lengths
    return torch.randint(1, VOCABULARY, tokens.shape) * tokens, tokens[:, None, None, :]


if __name__ == "__main__":
    chosen = measure.options(__doc__, "same-work", "without-dropout", "shortcuts")
    shortcuts = chosen.variant == "shortcuts"
    network = Transformer(0 if chosen.variant == "without-dropout" else DROPOUT, shortcuts)
    measure.report(network, as_agnews if shortcuts else whole, CLASSES, 32, chosen)
