/** FedBABU: a shared backbone trained with fixed heads. Start at {@link org.exeunt.baselines.fedbabu.FedBabu}. */
package org.exeunt.baselines.fedbabu;
