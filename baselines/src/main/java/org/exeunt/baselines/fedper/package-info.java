/** Shared backbone, personal heads. Start and end at {@link org.exeunt.baselines.fedper.FedPer}. */
package org.exeunt.baselines.fedper;
