/** Trackers that hand a run's figures to other programs. Start at {@link org.exeunt.runtime.tracking.TensorBoard}. */
package org.exeunt.runtime.tracking;
