/**
 * DepthFL: clients of different depth, with mutual distillation between exits. Start at
 * {@link org.exeunt.baselines.depthfl.DepthFl}.
 */
package org.exeunt.baselines.depthfl;
