/**
 * ReeFL: one head for all exits, which learn from the best exit. Start at {@link org.exeunt.baselines.reefl.ReeFl}.
 */
package org.exeunt.baselines.reefl;
