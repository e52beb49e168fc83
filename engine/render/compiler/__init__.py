"""The templates of a page kind -> one flat program for the machine, as data; or the reason why there is none."""
