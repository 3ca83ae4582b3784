/** Personal models drawn to those of alike clients. Start and end at {@link org.exeunt.baselines.fedamp.FedAmp}. */
package org.exeunt.baselines.fedamp;
