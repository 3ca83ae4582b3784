/**
 * FedDBE: features without the bias of a client's data. Start at {@link org.exeunt.baselines.feddbe.FedDbe}.
 */
package org.exeunt.baselines.feddbe;
