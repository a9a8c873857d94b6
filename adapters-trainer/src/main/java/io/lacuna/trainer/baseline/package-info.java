/** Changes of a frozen base that adapters are compared with; trained here and never served. */
package io.lacuna.trainer.baseline;
