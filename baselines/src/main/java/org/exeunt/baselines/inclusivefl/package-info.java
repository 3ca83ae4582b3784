/**
 * InclusiveFL: one model for clients of different depth, with momentum distillation from deeper stages. Start at
 * {@link org.exeunt.baselines.inclusivefl.InclusiveFl}.
 */
package org.exeunt.baselines.inclusivefl;
