/**
 * Ditto: a shared model, and a personal model that is regularised towards it. Start at
 * {@link org.exeunt.baselines.ditto.Ditto}.
 */
package org.exeunt.baselines.ditto;
