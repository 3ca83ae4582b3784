/** Plugins of every kind, sound ones and ones that break one rule each, as mistakes do it; the kit has to tell them apart. */
package org.exeunt.testkit.broken;
