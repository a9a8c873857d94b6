package io.lacuna.trainer.optim.weigh;

/** Ways to weigh the losses of several tasks; docs/models.md has the formulas. */
public enum TaskWeighting {
  /** The sum. */
  FIXED,
  /** By a learned noise per task (Kendall, Gal and Cipolla 2018, arXiv 1705.07115). */
  UNCERTAINTY,
  /** By how far a task is from what it reaches alone (AMTL, Yun and Cho 2023, ICCV). */
  ACHIEVEMENT,
  /** By the Nash bargaining solution over gradients (Navon et al. 2022, arXiv 2202.01017). */
  NASH,
  /** By the spread of loss over gradient norm; reconstructed from EMTL (arXiv 2306.09373). */
  EQUITABLE
}
