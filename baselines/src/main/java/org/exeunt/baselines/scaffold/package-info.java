/** SCAFFOLD: averaging with control variates. Start at {@link org.exeunt.baselines.scaffold.Scaffold}. */
package org.exeunt.baselines.scaffold;
