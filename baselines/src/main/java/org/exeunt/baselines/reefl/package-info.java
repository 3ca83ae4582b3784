/** One head for all exits, taught by the exit that does best. Start and end at {@link org.exeunt.baselines.reefl.ReeFl}. */
package org.exeunt.baselines.reefl;
