/** A backbone learned under heads that never move. Start and end at {@link org.exeunt.baselines.fedbabu.FedBabu}. */
package org.exeunt.baselines.fedbabu;
