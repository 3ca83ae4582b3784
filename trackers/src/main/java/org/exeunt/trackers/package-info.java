/**
 * Trackers that hand a run's figures to other programs. Start at {@link org.exeunt.trackers.Scalars}, what they tell, and
 * {@link org.exeunt.trackers.TensorBoard}; {@link org.exeunt.trackers.Mlflow} does the same over a network.
 */
package org.exeunt.trackers;
