"""Golden numbers of task weights, by NumPy, mpmath and torch; shares no code with the project.

Run: python3 task_weights.py > task_weights.json
"""

import json

import mpmath
import numpy as np
import torch

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 40


def nash(products):
    """Root of products @ alpha = 1 / alpha, in 40 digits, from a search on log alpha."""
    k = len(products)
    norms = [mpmath.sqrt(products[i][i]) for i in range(k)]

    def residual(*logs):
        alpha = [mpmath.e ** x for x in logs]
        return [
            alpha[i] * sum(mpmath.mpf(products[i][j]) * alpha[j] for j in range(k)) - 1
            for i in range(k)
        ]

    # a fixed-point start: damped, on cosines
    beta = [mpmath.mpf(1)] * k
    for _ in range(4000):
        for i in range(k):
            rest = sum(
                mpmath.mpf(products[i][j]) / norms[i] / norms[j] * beta[j]
                for j in range(k)
                if j != i
            )
            # beta_i² + rest·beta_i - 1 = 0: each coordinate's own minimum
            beta[i] = (-rest + mpmath.sqrt(rest * rest + 4)) / 2
    start = [mpmath.log(b / n) for b, n in zip(beta, norms)]
    logs = mpmath.findroot(residual, start, tol=1e-30)
    return [float(mpmath.e ** x) for x in logs]


def nash_cases():
    rng = np.random.default_rng(7)
    cases = []
    shapes = {
        "two": (2, 0.0),
        "two correlated": (2, 0.9),
        "two opposed": (2, -0.95),
        "three": (3, 0.0),
        "three correlated": (3, 0.8),
        "three opposed": (3, -0.45),
    }
    for name, (k, cosine) in shapes.items():
        for scale in [1.0, 1e-3, 1e3]:
            wanted = np.full((k, k), cosine) + (1 - cosine) * np.eye(k)
            gradients = np.linalg.cholesky(wanted) + 0.02 * rng.standard_normal((k, k))
            gradients[0] *= scale
            products = (gradients @ gradients.T).tolist()
            cases.append(
                {"name": f"{name}, x{scale:g}", "products": products, "alpha": nash(products)}
            )
    return cases


def equitable_cases():
    rng = np.random.default_rng(8)
    cases = []
    for k in (2, 2, 3, 4):
        losses = torch.tensor(rng.uniform(0.05, 2, k), requires_grad=True)
        gradients = torch.tensor(rng.standard_normal((k, 6)) * rng.uniform(0.01, 3, (k, 1)))
        norms = gradients.norm(dim=1)
        contributions = losses / norms
        rho = contributions / contributions.mean().detach()
        total = losses.sum() + 0.5 * (losses.detach() * (rho - 1) ** 2).sum()
        total.backward()
        cases.append(
            {
                "losses": losses.tolist(),
                "products": (gradients @ gradients.T).tolist(),
                "weights": losses.grad.tolist(),
            }
        )
    return cases


def achievement_cases():
    cases = []
    for qualities, potentials, values in [
        ([0.2, 0.7], [0.5, 0.9], [0.4, 0.6]),
        ([0.0, 0.95], [0.5, 0.9], [1.2, 0.1]),
        ([-0.1, 0.3, 0.6], [0.4, 0.6, 0.6], [0.5, 0.02, 3.0]),
    ]:
        achieved = torch.clamp(torch.tensor(qualities) / (1.05 * torch.tensor(potentials)), 0, 1)
        exponents = torch.softmax((1 - achieved) ** 2, dim=0)
        losses = torch.tensor(values, requires_grad=True)
        total = len(values) * torch.prod(losses**exponents)
        total.backward()
        cases.append(
            {
                "qualities": qualities,
                "potentials": potentials,
                "losses": values,
                "value": total.item(),
                "factors": losses.grad.tolist(),
            }
        )
    return cases


def uncertainty_cases():
    """A regression's absolute error and a cross-entropy at one weight w, s of both given."""
    cases = []
    for w, s in [(0.3, (0.0, 0.0)), (-0.8, (0.7, -1.1)), (1.7, (-2.0, 0.4))]:
        weight = torch.tensor(w, requires_grad=True)
        logs = torch.tensor(s, requires_grad=True)
        error = (2 * weight - 1).abs()
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(weight, torch.tensor(1.0))
        laplace = -torch.distributions.Laplace(0.0, torch.exp(logs[0])).log_prob(error)
        total = laplace - np.log(2) + torch.exp(-logs[1]) * entropy + 0.5 * logs[1]
        total.backward()
        cases.append(
            {
                "w": w,
                "s": list(s),
                "value": total.item(),
                "gradient_w": weight.grad.item(),
                "gradient_s": logs.grad.tolist(),
            }
        )
    return cases


sets = {
    "nash": nash_cases(),
    "equitable": equitable_cases(),
    "achievement": achievement_cases(),
    "uncertainty": uncertainty_cases(),
}
lines = {name: ",\n".join(map(json.dumps, cases)) for name, cases in sets.items()}
print("{" + ",\n".join(f'"{name}": [\n{text}]' for name, text in lines.items()) + "}")
