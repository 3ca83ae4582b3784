/**
 * FedRoD: a shared and a personal head at every exit, with added logits. Start at
 * {@link org.exeunt.baselines.fedrod.FedRod}.
 */
package org.exeunt.baselines.fedrod;
