/**
 * Trackers that export the metrics of a run. {@link org.exeunt.trackers.Scalars} selects the values, {@link
 * org.exeunt.trackers.TensorBoard} writes them to files, {@link org.exeunt.trackers.Mlflow} sends them to a server.
 */
package org.exeunt.trackers;
