/** A shared model, and a personal one that is held near it. Start and end at {@link org.exeunt.baselines.ditto.Ditto}. */
package org.exeunt.baselines.ditto;
