/**
 * FedAMP: personal models regularised towards those of similar clients. Start at
 * {@link org.exeunt.baselines.fedamp.FedAmp}.
 */
package org.exeunt.baselines.fedamp;
