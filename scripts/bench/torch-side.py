"""One measured process of PyTorch: torch-side.py '<job as JSON>'. Started by the bench only.

MultVAE as one writes it in PyTorch: dense rows of the users, `nn.Linear` layers, and a training loop.
"""

import json
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from measured_process import report
from vae_rows import measured_vae

JOB = json.loads(sys.argv[1])


class MultVAE(nn.Module):
    def __init__(self, items, hidden, factors, dropout):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(items, hidden)
        self.code = nn.Linear(hidden, 2 * factors)
        self.decoder = nn.Linear(factors, items)

    def forward(self, rows):
        hidden = torch.tanh(self.hidden(self.dropout(F.normalize(rows, dim=1))))
        mean, log_variance = self.code(hidden).chunk(2, dim=1)
        z = mean
        if self.training:
            z = z + torch.exp(log_variance / 2) * torch.randn_like(mean)
        return self.decoder(z), mean, log_variance


def fitted(rows, given, seed, epochs):
    torch.manual_seed(seed)
    rows = torch.from_numpy(rows)
    batch = given["batchSize"]
    model = MultVAE(rows.shape[1], given["hidden"], given["factors"], given["dropout"])
    optimizer = torch.optim.Adam(model.parameters(), lr=given["learningRate"])
    annealing = given["annealing"] * -(-len(rows) // batch)
    step = 0
    for _ in range(epochs):
        for users in torch.randperm(len(rows)).split(batch):
            own = rows[users]
            scores, mean, log_variance = model(own)
            likelihood = (own * F.log_softmax(scores, dim=1)).sum(1)
            divergence = (log_variance.exp() + mean**2 - log_variance - 1).sum(1) / 2
            loss = (given["beta"] * min(1.0, step / annealing) * divergence - likelihood).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1

    def scores_of_all():
        model.eval()
        with torch.no_grad():
            return model(rows)[0].numpy()

    return scores_of_all


report(JOB, lambda head=None: measured_vae(JOB, fitted, head), {"torch": torch.__version__, "numpy": np.__version__})
