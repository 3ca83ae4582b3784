/** Clients of different depth, exits that teach each other. Start at {@link org.exeunt.baselines.depthfl.DepthFl}. */
package org.exeunt.baselines.depthfl;
