/**
 * Trackers that hand a run's figures to other programs. Start at {@link org.exeunt.runtime.tracking.Scalars}, what they tell, and
 * {@link org.exeunt.runtime.tracking.TensorBoard}; {@link org.exeunt.runtime.tracking.Mlflow} does the same over a network.
 */
package org.exeunt.runtime.tracking;
