package com.example.shop;

import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface Images extends JpaRepository<Image, Long> {

  List<Image> findByOwnerTypeAndOwnerIdInOrderByUrl(String ownerType, Collection<Long> ownerIds);
}
