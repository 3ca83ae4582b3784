/**
 * Early-exit networks as seen by strategies: an {@link org.exeunt.api.network.Engine} returns a
 * {@link org.exeunt.api.network.NetworkDesign}, which opens {@link org.exeunt.api.network.Network}s that are trained
 * and evaluated. An {@link org.exeunt.api.objective.Objective} defines what is trained. Engine-specific array types do
 * not appear in this package.
 */
@NullMarked
package org.exeunt.api.network;

import org.jspecify.annotations.NullMarked;
