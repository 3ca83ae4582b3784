/**
 * Local training without federation, the control of every comparison. Start at
 * {@link org.exeunt.strategies.local.Local}.
 */
package org.exeunt.strategies.local;
