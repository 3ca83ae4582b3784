/** FedBN: everything is averaged except batch norm. Start at {@link org.exeunt.baselines.fedbn.FedBn}. */
package org.exeunt.baselines.fedbn;
