/** Wrappers that make things go wrong. Start at {@link org.exeunt.testkit.cranky.CrankyStrategy}. */
package org.exeunt.testkit.cranky;
