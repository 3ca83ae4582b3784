/**
 * What surrounds the strategy of a run: {@link org.exeunt.runtime.step.SteppedStrategy} applies the steps in the order
 * of its list, {@link org.exeunt.runtime.step.RoundStep} is one of them.
 */
package org.exeunt.runtime.step;
