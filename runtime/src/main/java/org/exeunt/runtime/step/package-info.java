/**
 * What surrounds the strategy of a run: each {@link org.exeunt.runtime.step.RoundStep} is a strategy around another
 * one.
 */
package org.exeunt.runtime.step;
