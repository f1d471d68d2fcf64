package flows

func (c *checker) checkPublished() {}
