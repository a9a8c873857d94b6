/**
 * The window simulation: seeded schedules drive the real topology under a virtual clock, and an
 * oracle that recomputes the rule of {@code docs/windows.md} from the processed log says what
 * should have happened. Shares no code with the window rule but its policy's values.
 */
package io.lacuna.app.simulate;
