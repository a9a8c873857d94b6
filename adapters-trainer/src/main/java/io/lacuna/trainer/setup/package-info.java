/** What every training and comparison starts from: the data at work, the base, who is judged. */
package io.lacuna.trainer.setup;
