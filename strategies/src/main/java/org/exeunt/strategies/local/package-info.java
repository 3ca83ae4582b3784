/** No federation, the control of every comparison. Start and end at {@link org.exeunt.strategies.local.Local}. */
package org.exeunt.strategies.local;
