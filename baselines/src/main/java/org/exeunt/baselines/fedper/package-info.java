/** FedPer: shared backbone, personal heads. Start at {@link org.exeunt.baselines.fedper.FedPer}. */
package org.exeunt.baselines.fedper;
